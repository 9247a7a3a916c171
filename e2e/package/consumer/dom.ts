// What exists only where the DOM does.
import { trackLink } from 'sib-tracker'

trackLink(document.querySelector('a'))
trackLink(document.querySelectorAll('a'))
trackLink(document.links, { LINK: 'any' })
