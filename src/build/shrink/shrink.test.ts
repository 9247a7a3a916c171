import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { applyRecipe, shrink, writeRecipe } from './recipe.mjs'
import { search } from './search.mjs'
import { readVariant } from './variant.mjs'

const script = `!function(){function a(e){return"x"===e.kind?e.size>n:e.list.map((e,t)=>e+t)}function b({kind:e,size:t}){let n=0;for(let r of[1,2])n+=r*t;return{e,sum:n}}
let n=3,o=e=>e*2,i=e=>o(e)+1,{kind:s,size:u}={kind:"x",size:4};try{null.x}catch(e){answer=[a({kind:"x",size:9}),a({list:[5,6]}),b({kind:"y",size:i(2)}),s,u,n<u]}}()`.replace(/\n/g, '')

const answerOf = (code: string): unknown => JSON.parse(runInNewContext(`let answer;${code};JSON.stringify(answer)`) as string)

/** Any choices, one after the other, as they come. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
}

describe('shrinking', () => {
  it('keeps what a script does, whatever names and orders it chooses', () => {
    for (let seed = 1; seed <= 15; seed++) {
      const variant = readVariant(script)
      // Larger ones too: only what cannot be is left out.
      search(variant, { tries: 40, random: createRandom(seed) })
      expect(answerOf(variant.write())).toEqual(answerOf(script))
    }
  }, 60_000)

  it('never makes a script larger, and finds the same again', () => {
    const [one, two] = [readVariant(script), readVariant(script)]
    const before = search(one, { tries: 0, random: createRandom(1) })
    expect(search(one, { tries: 400, random: createRandom(1) })).toBeLessThanOrEqual(before)
    search(two, { tries: 400, random: createRandom(1) })
    expect(two.write()).toBe(one.write())
  })

  it('applies a recipe to its own script, and leaves every other one as it is', () => {
    const variant = readVariant(script)
    search(variant, { tries: 400, random: createRandom(2) })
    const recipe = writeRecipe(variant)
    expect(shrink(script, recipe).code).toBe(variant.write())
    expect(shrink(script, recipe).code).not.toBe(script)
    const other = script.replace('size:4', 'size:5')
    expect(shrink(other, recipe).code).toBe(other)
    expect(applyRecipe(readVariant(other), recipe)).toBe(false)
  })

  it('lets no name hide another', () => {
    const variant = readVariant('!function(){let a=1,b=()=>a+window;{let c=2;answer=[a,b,c]}}()')
    const [a, , c] = variant.bindings
    if (!a || !c) throw new Error('no bindings')
    expect([variant.mayBeCalled(c, 'a'), variant.mayBeCalled(a, 'window'), variant.mayBeCalled(a, 'b'), variant.mayBeCalled(c, 'z')]).toEqual([false, false, false, true])
  })

  it('says where everything came from', () => {
    const variant = readVariant(script)
    search(variant, { tries: 100, random: createRandom(3) })
    expect(shrink(script, writeRecipe(variant)).map).toMatchObject({ version: 3, mappings: expect.stringMatching(/^[\w+/,]+$/) as string })
  })
})
