import { keyOfScript } from './config'
import { onHistoryChange } from './history'
import { whenActivated } from './lifecycle'
import { createLog } from './log'
import { mark } from './mark'
import { readScriptUrl } from './page'
import { start } from './start'
import type { Globals } from './takeover'

const globals = window as unknown as Globals
const sib = (globals.sib ??= {})
const scriptUrl = readScriptUrl()
sib.client_key ||= keyOfScript(scriptUrl) || (globals.sendinblue as { client_key?: string } | undefined)?.client_key

whenActivated(() => {
  // A second tag brings a second copy of this script: the first one goes on.
  if (mark.sib) return mark.sib()
  const pageViews = start({ globals, sib, log: createLog(sib) })
  if (sib.spa !== false) onHistoryChange(pageViews.onNavigation)
})
