import { readFileSync, readdirSync } from 'node:fs'
import json from '@rollup/plugin-json'
import terser from '@rollup/plugin-terser'
import typescript from '@rollup/plugin-typescript'
import MagicString from 'magic-string'
import { dts } from 'rollup-plugin-dts'
import { flatten } from './src/build/flatten.mjs'
import { shrink } from './src/build/shrink/recipe.mjs'

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const external = [/^node:/, ...Object.keys(dependencies)]

/** Types are checked zone by zone (`npm run types`); here they are only removed. */
const stripTypes = (zone) =>
  typescript({ tsconfig: `${zone}/tsconfig.json`, compilerOptions: { noEmit: false, sourceMap: true }, noEmitOnError: true })

/**
 * Names between our own modules, known to no page, browser or wire, which terser may shorten in `sa.js`.
 * A name that is missing here costs a few bytes and nothing else; `src/tracker/names.test.ts` keeps others out.
 */
const { ours } = JSON.parse(readFileSync('src/tracker/names.json', 'utf8'))

const minify = terser({
  ecma: 2021,
  module: false,
  compress: {
    ...{ passes: 8, inline: 1, hoist_funs: false, comparisons: false, pure_getters: true },
    ...{ unsafe: true, unsafe_arrows: true, unsafe_math: true, unsafe_methods: true },
  },
  // `builtins`: some of them are also names of browser objects, but of none that we ask for them.
  mangle: { properties: { builtins: true, regex: new RegExp(`^(${ours.join('|')})$`) } },
  format: { comments: false },
})

/** The names and orders that compress best, of those that change nothing else: found by `npm run shrink`, which wants the script without. */
const recipe = JSON.parse(readFileSync('src/tracker/shrink.json', 'utf8'))
const shrunk = { name: 'shrunk', renderChunk: (code) => (process.env.UNSHRUNK ? null : shrink(code, recipe)) }

/** Factories and what they are handed, taken apart again (`src/build`): 8 % less to download. */
const flat = { name: 'flat', renderChunk: flatten }

/** One keyword for all variables compresses better than two. */
const letOnly = { name: 'let-only', renderChunk: (code) => ({ code: code.replace(/\bconst(?=[ [{])/g, 'let'), map: null }) }

/** A function around it all: the page's globals stay the page's. It is no module, and so not strict, which saves the directive. */
const wrapped = {
  name: 'wrapped',
  renderChunk(code) {
    const edits = new MagicString(code).prepend('!function () {\n').append('}()')
    return { code: edits.toString(), map: edits.generateMap({ hires: true }) }
  },
}

/** The tag runs as a classic script; what terser takes for granted in modules does not hold there. */
const minifyTag = terser({ ecma: 5, module: false, compress: { passes: 3 }, format: { comments: false } })

/** `dist/snippet.html`: the same tag, ready to be pasted. */
const pasteable = {
  name: 'pasteable',
  generateBundle(_options, bundle) {
    const source = `<script>${bundle['snippet.js'].code.trim()}</script>\n`
    this.emitFile({ type: 'asset', fileName: 'snippet.html', source })
  },
}

/**
 * Exports where the declarations stand: an app can add to an interface of ours only then, not to one from a list of exports
 * (TypeScript handbook, module augmentation). What remains of the list keeps all other names to the file.
 */
const inlineExports = {
  name: 'inline-exports',
  renderChunk(code) {
    const lists = [...code.matchAll(/^export (?:type )?\{(.*)\};\n?/gm)]
    const names = lists.flatMap(([, list]) => list.split(',').map((name) => name.replace('type ', '').trim()))
    const edits = new MagicString(code)
    for (const { 0: list, index } of lists) edits.remove(index, index + list.length)
    for (const { index } of code.matchAll(new RegExp(`^(declare const|interface|type) (${names.join('|')})\\b`, 'gm'))) edits.appendLeft(index, 'export ')
    return { code: edits.append('export {};\n').toString(), map: null }
  },
}

/** What has nothing to export, said in the way of each: scripts to a type checker, global types to a bundler. */
const emptyModules = {
  name: 'empty-modules',
  generateBundle() {
    for (const fileName of ['sa.d.ts', 'snippet.d.ts', 'globals.mjs']) this.emitFile({ type: 'asset', fileName, source: 'export {}\n' })
  },
}

/** `dist/openapi.json`: the description that the collector serves, for tools that read files. */
const openapi = {
  name: 'openapi',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'openapi.json', source: readFileSync('src/collector/openapi.json', 'utf8') })
  },
}

/** What the inspector page needs beside its script; the order of the style sheets is that of their names. */
const pageFiles = {
  name: 'page-files',
  generateBundle() {
    const page = 'src/collector/inspector/page'
    const styles = readdirSync(`${page}/styles`).sort().map((name) => readFileSync(`${page}/styles/${name}`, 'utf8'))
    this.emitFile({ type: 'asset', fileName: 'index.html', source: readFileSync(`${page}/index.html`, 'utf8') })
    this.emitFile({ type: 'asset', fileName: 'page.css', source: styles.join('\n') })
  },
}

export default [
  {
    input: 'snippet/loader.js',
    output: { file: 'dist/snippet.js', format: 'es' },
    plugins: [minifyTag, pasteable],
  },
  {
    input: 'src/tracker/main.ts',
    output: { file: 'dist/sa.js', format: 'es', sourcemap: 'hidden' },
    plugins: [stripTypes('src/tracker'), flat, letOnly, wrapped, minify, shrunk],
  },
  {
    input: 'src/tracker/npm/index.ts',
    output: { file: 'dist/tracker.mjs', format: 'es', sourcemap: true },
    // The app's own bundler minifies it; what that cannot do is done here.
    plugins: [stripTypes('src/tracker'), flat],
  },
  {
    input: 'src/tracker/npm/index.ts',
    output: { file: 'dist/tracker.d.mts', format: 'es' },
    plugins: [dts({ tsconfig: 'src/tracker/tsconfig.json' }), inlineExports],
  },
  {
    input: 'src/tracker/npm/globals.ts',
    external: /index$/,
    output: { file: 'dist/globals.d.mts', format: 'es', paths: () => './tracker.mjs' },
    plugins: [dts({ tsconfig: 'src/tracker/tsconfig.json' }), inlineExports, emptyModules],
  },
  {
    input: 'src/rest/main.ts',
    output: { file: 'dist/rest.mjs', format: 'es', sourcemap: true },
    plugins: [stripTypes('src/rest')],
  },
  {
    input: 'src/rest/main.ts',
    output: { file: 'dist/rest.d.mts', format: 'es' },
    plugins: [dts({ tsconfig: 'src/rest/tsconfig.json' })],
  },
  {
    input: 'src/collector/main.ts',
    external,
    output: { file: 'dist/collector.mjs', format: 'es', sourcemap: true, banner: '#!/usr/bin/env node' },
    plugins: [json(), stripTypes('src/collector'), openapi],
  },
  {
    input: 'src/collector/inspector/page/main.ts',
    output: { file: 'dist/inspector/page.js', format: 'es', sourcemap: true },
    plugins: [stripTypes('src/collector/inspector/page'), pageFiles],
  },
]
