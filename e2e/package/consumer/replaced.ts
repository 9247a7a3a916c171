// Has to be refused beside a declaration without an import.
import { track } from 'sib-tracker'

track('x')
