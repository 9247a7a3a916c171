// An app as a bundler sees it. The methods are put where a test finds them.
import * as tracker from 'sib-tracker'

window.tracker = tracker
