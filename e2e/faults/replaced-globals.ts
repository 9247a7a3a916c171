/** What a page may have made of a global before the script comes. */
export const overrides = {
  'JSON, in another order of its own functions': `
    var native = JSON
    window.JSON = { stringify: function (value, replacer, space) { return native.stringify(value, replacer, space) }, parse: function (text) { return native.parse(text) } }`,
  'Promise, by one that has the oldest methods alone and is what fetch returns': `
    var Native = Promise
    function Zoned(run) { this.inner = new Native(run) }
    Zoned.prototype.then = function (yes, no) { var inner = this.inner; return new Zoned(function (resolve) { resolve(inner.then(yes, no)) }) }
    Zoned.prototype.catch = function (no) { return this.then(undefined, no) }
    Zoned.prototype.finally = function (run) { return this.then(function (value) { run(); return value }, function (error) { run(); throw error }) }
    Zoned.resolve = function (value) { return new Zoned(function (resolve) { resolve(value) }) }
    Zoned.reject = function (error) { return new Zoned(function (_, reject) { reject(error) }) }
    Zoned.all = Native.all.bind(Native)
    Zoned.race = Native.race.bind(Native)
    window.Promise = Zoned
    var nativeFetch = window.fetch
    window.fetch = function () { var answer = nativeFetch.apply(window, arguments); return new Zoned(function (resolve) { resolve(answer) }) }`,
  'console, by nothing': `delete window.console; window.console = undefined`,
  'setTimeout, by one that gives no id': `
    var timeout = window.setTimeout
    window.setTimeout = function (run, ms) { timeout(run, ms) }
    window.clearTimeout = function () {}`,
  'addEventListener, by one that wraps each listener': `
    var listen = EventTarget.prototype.addEventListener
    EventTarget.prototype.addEventListener = function (type, listener, options) {
      listen.call(this || window, type, function (event) { return typeof listener === 'function' ? listener.call(undefined, event) : listener.handleEvent(event) }, options)
    }`,
} as const

/** The same, of which pages go on unaware: whoever wraps these hands everything through. */
export const wrappers = {
  'JSON.stringify, by one that knows no replacer': `
    var stringify = JSON.stringify
    JSON.stringify = function (value) { return stringify(value) }`,
  'Date, by a class of its own that runs ahead': `
    var Native = Date
    window.Date = class extends Native {
      constructor() { arguments.length ? super(...arguments) : super(Native.now() + 5000) }
      static now() { return Native.now() + 5000 }
    }`,
  'Date, by one with a frozen clock': `
    var NativeDate = Date
    var frozen = NativeDate.now()
    window.Date = function () { return new NativeDate(frozen) }
    Date.now = function () { return frozen }
    Date.prototype = NativeDate.prototype
    Date.parse = NativeDate.parse`,
  'Date, by one that has no more than the constructor': `
    var Made = Date
    window.Date = function () { return arguments.length ? new Made(arguments[0]) : new Made() }
    Date.prototype = Made.prototype`,
  'Promise, by a class of its own': `window.Promise = class extends Promise {}`,
  'setTimeout, by one that catches what is thrown': `
    var later = window.setTimeout
    window.setTimeout = function (run, ms) {
      var rest = [].slice.call(arguments, 2)
      return later(function () { try { run.apply(this, rest) } catch (e) { console.error(e) } }, ms)
    }`,
  'console, by one that keeps what it is told': `
    window.said = []
    'log debug info warn error'.split(' ').forEach(function (level) { console[level] = function () { said.push([level].concat([].slice.call(arguments))) } })`,
  'XMLHttpRequest, by one that wraps it': `
    var Request = XMLHttpRequest
    window.XMLHttpRequest = function () { var request = new Request(); request.own = true; return request }
    XMLHttpRequest.prototype = Request.prototype`,
  'XMLHttpRequest, by one that throws': `window.XMLHttpRequest = function () { throw new TypeError('no XMLHttpRequest') }`,
} as const

/** What is left of a console, by pages that want it quiet. */
export const consoles = {
  'without methods': 'window.console = {}',
  'without debug': 'console.debug = undefined',
  'there is none': 'window.console = undefined',
} as const

/** What measuring and logging libraries put in the place of `fetch`. */
export const fetchWrappers = {
  'hands its arguments through': `
    var plain = window.fetch
    window.fetch = function () { return plain.apply(this, arguments) }`,
  'is async, and reads a copy of the answer': `
    var native = window.fetch
    window.fetch = async function (url, init) {
      var answer = await native.call(window, url, init)
      await answer.clone().text()
      return answer
    }`,
  'reads method and headers': `
    var sender = window.fetch
    window.fetch = function (url, init) {
      window.seen = [init.method.toUpperCase(), Object.keys(init.headers), init.headers['content-type'], init.headers.hasOwnProperty('x'), String(init.headers), new Headers(init.headers).get('x')]
      return sender(url, init)
    }`,
  'makes a Request of its arguments': `
    var asked = window.fetch
    window.fetch = function (url, init) { return asked(new Request(url, init)) }`,
  'asks its options what they have': `
    var careful = window.fetch
    window.fetch = function (url, init) {
      window.hasHeaders = init.hasOwnProperty('headers')
      return careful(url, init)
    }`,
  'copies its options': `
    var copied = window.fetch
    window.fetch = function (url, init) { return copied(url, Object.assign({}, init)) }`,
} as const

/** Members that pages and libraries have given to every object. */
export const pollutions = {
  'functions, as libraries add': `
    Object.assign(Object.prototype, { extend: function () { return this }, each: function () {}, clone: function () { return {} }, isEmpty: false })`,
  'members that are read by a getter': `
    var ids = 0
    Object.defineProperty(Object.prototype, 'uid', { enumerable: true, configurable: true, get: function () { return ++ids } })`,
  'a member that cannot be set without its setter': `
    Object.defineProperty(Object.prototype, 'owner', { enumerable: true, configurable: true, get: function () { return 'page' }, set: function (value) { throw new TypeError('set to ' + value) } })`,
  'a member that is called as errors are': `Object.prototype.error = function () { return this }`,
  'a member that is called as the reserved e-mail is': `Object.prototype.email = 'page@example.test'`,
  'members that are called as the reserved keys of a page are': `Object.assign(Object.prototype, { ma_title: 'inherited', ma_url: 'inherited' })`,
  'members that are called as what a page may say of itself': `Object.assign(Object.prototype, { title: 'inherited', url: 'inherited', path: 'inherited', referrer: 'inherited' })`,
  'a member that is called as the code of an error is': `Object.prototype.code = 'inherited'`,
  'toJSON on texts, lists and objects, which makes texts of texts': `
    Object.prototype.toJSON = function () { return '{}' }
    Array.prototype.toJSON = function () { return '[' + this.join() + ']' }
    String.prototype.toJSON = Number.prototype.toJSON = Boolean.prototype.toJSON = function () { return '"' + this + '"' }`,
} as const
