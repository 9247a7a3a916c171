import { createApp, h, onMounted } from 'vue'
import { createRouter, createWebHashHistory, createWebHistory, RouterLink, RouterView, useRouter } from 'vue-router'
import { askMs, basePath, links, pages, redirects, titleOf } from '../pages.mjs'

const Page = { render: () => h('h1', 'A page') }
const Catalogue = { render: () => h('section', [h('h2', 'Catalogue'), h(RouterView)]) }

const Account = {
  setup() {
    const router = useRouter()
    onMounted(() => setTimeout(() => router.replace(redirects.account.to), askMs))
    return () => h('h1', 'Please wait')
  },
}

const Shop = { render: () => h('main', [h('nav', links.map(([id, to]) => h(RouterLink, { id, to }, () => id))), h(RouterView)]) }

window.startApp = (mode) => {
  const router = createRouter({
    history: mode === 'hash' ? createWebHashHistory() : createWebHistory(basePath()),
    routes: [
      { path: pages.home.path, component: Page },
      { path: '/catalogue', component: Catalogue, children: [{ path: 'shirts', component: Page }, { path: 'shoes', component: Page }] },
      { path: redirects.old.path, component: Page },
      { path: redirects.account.path, component: Account },
      { path: pages.login.path, component: Page },
    ],
  })
  router.beforeEach(({ path }) => (path === redirects.old.path ? redirects.old.to : true))
  router.afterEach(({ fullPath }, _from, failure) => {
    if (!failure) document.title = titleOf(fullPath)
  })
  createApp(Shop).use(router).mount(document.body.appendChild(document.createElement('div')))
}
