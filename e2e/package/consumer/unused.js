// Part of an app that uses nothing of the package in the end: nothing of it may stay in the bundle.
import 'sib-tracker/globals'
import { track } from 'sib-tracker'

export const unused = () => track('never')
window.bundled = true
