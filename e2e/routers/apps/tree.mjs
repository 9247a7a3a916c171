import { askMs, basePath, links, redirects, titleOf } from '../pages.mjs'

/**
 * What Next's app router does to the history, in its order, without the server that it needs: it has methods of its own
 * that add its mark to the state of others, pushes an entry and at once writes its tree over it, and gives the title when
 * the page has come.
 */
function createTreeRouter() {
  const base = basePath()
  const pushState = history.pushState.bind(history)
  const replaceState = history.replaceState.bind(history)
  const marked = (original) => (state, unused, url) => original(state?.isTree ? state : { ...state, isTree: true }, unused, url)
  history.pushState = marked(pushState)
  history.replaceState = marked(replaceState)

  const path = () => (location.pathname.slice(base.length) || '/') + location.search
  const urlOf = (to) => (to === '/' ? base : base + to)
  const render = () => {
    const rendered = path()
    history.replaceState({ isTree: true, tree: rendered }, '', location.href)
    setTimeout(() => {
      if (path() !== rendered) return
      document.title = titleOf(rendered)
      if (rendered === redirects.account.path) setTimeout(() => go(redirects.account.to, 'replaceState'), askMs)
    }, 20)
  }
  const go = async (to, method = 'pushState') => {
    await undefined
    const isSame = to === path()
    history[isSame ? 'replaceState' : method]({ isTree: true }, '', urlOf(to))
    await undefined
    if (to === redirects.old.path) await go(redirects.old.to, 'replaceState')
    else render()
  }
  addEventListener('popstate', ({ state }) => {
    if (state?.isTree) render()
    else location.reload()
  })
  render()
  return go
}

window.startApp = () => {
  const go = createTreeRouter()
  for (const [id, to] of links) {
    const link = document.body.appendChild(document.createElement('a'))
    Object.assign(link, { id, href: basePath() + to, textContent: id })
    link.addEventListener('click', (event) => {
      event.preventDefault()
      void go(to)
    })
  }
}
