import { readFileSync } from 'node:fs'
import terser from '@rollup/plugin-terser'
import typescript from '@rollup/plugin-typescript'

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const external = [/^node:/, ...Object.keys(dependencies)]

/** Types are checked zone by zone (`npm run types`); here they are only removed. */
const stripTypes = (zone) =>
  typescript({ tsconfig: `${zone}/tsconfig.json`, compilerOptions: { noEmit: false, sourceMap: true }, noEmitOnError: true })

/** Sizes count in `sa.js`: no name of ours is looked up by others there, so terser may rename all but properties. */
const minify = terser({
  ecma: 2020,
  compress: { passes: 3, unsafe_arrows: true, pure_getters: true },
  format: { comments: false },
})

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
    output: { file: 'dist/sa.js', format: 'iife', sourcemap: true },
    plugins: [stripTypes('src/tracker'), minify],
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
