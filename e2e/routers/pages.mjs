// @ts-check

/** The pages that every app has, each with the id of its link; a query makes another page. */
export const pages = {
  home: { path: '/', title: 'Home' },
  shirts: { path: '/catalogue/shirts', title: 'Shirts' },
  cheap: { path: '/catalogue/shirts?sort=price', title: 'Shirts by price' },
  shoes: { path: '/catalogue/shoes', title: 'Shoes' },
  login: { path: '/login', title: 'Login' },
}

/** The links that lead elsewhere: `old` at once, `account` when the app has found out that nobody is logged in. */
export const redirects = {
  old: { path: '/old', to: pages.shoes.path },
  account: { path: '/account', to: pages.login.path },
}

/** How long `account` is shown: longer than a frame, shorter than a view waits for its title. */
export const askMs = 50

/** Every link of the navigation, as id and path. */
export const links = Object.entries({ ...pages, ...redirects }).map(([id, { path }]) => /** @type {const} */ ([id, path]))

/** @param {string} path with its query */
export const titleOf = (path) => Object.values(pages).find((page) => page.path === path)?.title ?? 'Please wait'

/** Where the app stands: the site serves one document for all that is below this path. */
export const basePath = () => `/${location.pathname.split('/')[1] ?? ''}`
