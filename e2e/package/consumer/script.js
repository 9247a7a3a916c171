// The script as a module of its own, for those who have settings on `window.sib` and no tag.
import 'sib-tracker/sa.js'
