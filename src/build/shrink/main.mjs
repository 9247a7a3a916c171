// @ts-check
import { readFileSync, writeFileSync } from 'node:fs'
import { applyRecipe, writeRecipe } from './recipe.mjs'
import { brotliBytes, search } from './search.mjs'
import { readVariant } from './variant.mjs'

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). @param {number} seed */
function createRandom(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const file = 'src/tracker/shrink.json'
const tries = Number(process.argv[2] ?? 40_000)
if (!(tries > 0)) {
  console.error(`shrink: a number of tries, not "${process.argv[2]}"`)
  process.exit(2)
}
const code = readFileSync('dist/sa.js', 'utf8').trim()
const variant = readVariant(code)
const recipe = JSON.parse(readFileSync(file, 'utf8'))
// A build that has used a recipe is as good a start as any: the recipe then is for its result, too.
applyRecipe(variant, recipe)
const save = () => writeFileSync(file, `${JSON.stringify(writeRecipe(variant), null, 1)}\n`)
const before = brotliBytes(code)
search(variant, {
  tries,
  random: createRandom(Number(process.argv[3] ?? 1)),
  onTry(count, bytes) {
    if (count % 1000 !== 0) return
    save()
    console.log(`${count} of ${tries}: ${bytes} B`)
  },
})
save()
console.log(`${before} B -> ${brotliBytes(variant.write())} B; build again to use it`)
