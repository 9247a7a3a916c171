import { readFileSync } from 'node:fs'
import terser from '@rollup/plugin-terser'
import typescript from '@rollup/plugin-typescript'

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
  ecma: 2020,
  compress: { passes: 3, unsafe: true, unsafe_arrows: true, unsafe_methods: true, pure_getters: true },
  // `builtins`: some of them are also names of browser objects, but of none that we ask for them.
  mangle: { properties: { builtins: true, regex: new RegExp(`^(${ours.join('|')})$`) } },
  format: { comments: false },
})

/** One keyword for all variables compresses better than two. */
const letOnly = { name: 'let-only', renderChunk: (code) => ({ code: code.replace(/\bconst(?=[ [{])/g, 'let'), map: null }) }

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

/** What the inspector page needs beside its script. */
const pageFiles = {
  name: 'page-files',
  generateBundle() {
    for (const fileName of ['index.html', 'page.css'])
      this.emitFile({ type: 'asset', fileName, source: readFileSync(`src/collector/inspector/page/${fileName}`, 'utf8') })
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
    output: { file: 'dist/sa.js', format: 'iife', sourcemap: 'hidden' },
    plugins: [stripTypes('src/tracker'), letOnly, minify],
  },
  {
    input: 'src/collector/main.ts',
    external,
    output: { file: 'dist/collector.mjs', format: 'es', sourcemap: true, banner: '#!/usr/bin/env node' },
    plugins: [stripTypes('src/collector')],
  },
  {
    input: 'src/collector/inspector/page/main.ts',
    output: { file: 'dist/inspector/page.js', format: 'es', sourcemap: true },
    plugins: [stripTypes('src/collector/inspector/page'), pageFiles],
  },
]
