import { createElement as h, StrictMode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter, HashRouter, Link, Navigate, Outlet, Route, Routes, useLocation, useNavigate } from 'react-router'
import { askMs, basePath, links, pages, redirects, titleOf } from '../pages.mjs'

/** Whether the app records its views itself, by names of its own. */
let namesViews = false

/** Sets its title in an effect, when the URL has long changed, and its view in the next one. */
function Page() {
  const { pathname, search } = useLocation()
  const title = titleOf(pathname + search)
  useEffect(() => {
    document.title = title
  }, [title])
  useEffect(() => {
    if (namesViews && pathname !== redirects.account.path) sendinblue.page(`Shop: ${title}`)
  }, [pathname, title])
  return h('h1', null, title)
}

function Catalogue() {
  return h('section', null, h('h2', null, 'Catalogue'), h(Outlet))
}

function Account() {
  const navigate = useNavigate()
  useEffect(() => {
    const timer = setTimeout(() => navigate(redirects.account.to, { replace: true }), askMs)
    return () => clearTimeout(timer)
  }, [navigate])
  return h(Page)
}

function Shop() {
  const page = h(Page)
  return h(
    'main',
    null,
    h('nav', null, links.map(([id, to]) => h(Link, { key: id, id, to }, id))),
    h(
      Routes,
      null,
      h(Route, { path: pages.home.path, element: page }),
      h(Route, { path: '/catalogue', element: h(Catalogue) }, h(Route, { path: 'shirts', element: page }), h(Route, { path: 'shoes', element: page })),
      h(Route, { path: redirects.old.path, element: h(Navigate, { to: redirects.old.to, replace: true }) }),
      h(Route, { path: redirects.account.path, element: h(Account) }),
      h(Route, { path: pages.login.path, element: page }),
    ),
  )
}

window.startApp = (mode, isNaming) => {
  namesViews = isNaming
  const router = mode === 'hash' ? h(HashRouter, null, h(Shop)) : h(BrowserRouter, { basename: basePath() }, h(Shop))
  createRoot(document.body.appendChild(document.createElement('div'))).render(h(StrictMode, null, router))
}
