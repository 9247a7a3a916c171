import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { flatten } from './flatten.mjs'

/** What a script answers, which puts it into `answer`. */
function answerOf(code: string): unknown {
  return runInNewContext(`let answer;\n${code}\n;JSON.stringify(answer)`)
}

/** Flattens a script that has to answer as it did. */
function flat(code: string): string {
  const result = flatten(code).code
  expect(answerOf(result)).toEqual(answerOf(code))
  return result
}

const counter = `
function createCounter(step, { start }) {
  let count = start
  const add = (times) => (count += step * times)
  return { add, twice() { return add(2) }, read: () => count }
}`

describe('flattening', () => {
  it('leaves no factory and no object of what is used in one place', () => {
    const code = flat(`${counter}
      function run(start) {
        const counter = createCounter(3, { start })
        counter.twice()
        return counter.read()
      }
      answer = [run(1), run(10)]`)
    expect(code).not.toMatch(/createCounter|counter\.|return {/)
  })

  it('keeps what is called twice', () => {
    const code = flat(`${counter}
      const a = createCounter(1, { start: 0 })
      const b = createCounter(2, { start: 0 })
      a.add(1)
      answer = [a.read(), b.read()]`)
    expect(code.match(/createCounter\(/g)).toHaveLength(3)
  })

  it('keeps an object that is seen as a whole', () => {
    const code = flat(`${counter}
      const counter = createCounter(1, { start: 0 })
      answer = Object.keys(counter)`)
    expect(code).toContain('const counter = {')
  })

  it('keeps an object whose members change, and methods that are told whose they are', () => {
    flat('const box = { size: 1 }; box.size = 2; answer = box.size')
    flat('const box = { size: 1, read() { return this.size } }; answer = box.read()')
  })

  it('follows objects that are handed on', () => {
    const code = flat(`
      const clock = { now: () => 7, after: (ms) => ms + 1 }
      function createTimer(clock) { return { wait: () => clock.after(clock.now()) } }
      function createLab({ timer, name }) { return () => name + timer.wait() }
      const timer = createTimer(clock)
      const lab = createLab({ timer, name: 'lab ' })
      answer = lab()`)
    expect(code).not.toMatch(/clock\.|timer\.|create/)
  })

  it('does not confuse variables of the same name', () => {
    flat(`
      const name = 'outer'
      function createTeller(text) { const name = text + '!'; return { tell: (extra) => { const text = extra; return name + text } } }
      function run(text) { const teller = createTeller(name); return teller.tell(text) }
      answer = run('inner')`)
    flat(`
      const key = 'global'
      function createReader() { return { read: () => key } }
      function run(key) { const reader = createReader(); return reader.read() + key }
      answer = run('local')`)
    flat(`
      function createAdder(value) { return { add: (other) => [value, other] } }
      function run(other) { const adder = createAdder(other); return adder.add(5) }
      answer = run(1)`)
  })

  it('hands over what an argument was at the call', () => {
    flat(`
      function createEcho(word) { return { say: () => word } }
      let word = 'first'
      const echo = createEcho(word)
      word = 'second'
      answer = echo.say()`)
  })

  it('keeps members that are named like variables', () => {
    flat(`
      function createPair(left, right) { const both = { left, right }; const { left: first } = both; return { both: () => [both, first] } }
      const a = 1, b = 2
      const pair = createPair(a, b)
      answer = pair.both()`)
  })

  it('puts a function that returns early into its call, whole', () => {
    const code = flat(`
      function pick(flag) { if (flag) return 'early'; return 'late' }
      let isEarly = true
      const picked = pick(isEarly)
      isEarly = false
      answer = picked`)
    expect(code).toMatch(/\(\(flag\S* =>/)
  })

  it('ends a function where it returned what returned nothing', () => {
    const code = flat(`
      let list = []
      const add = () => { if (list.length) list.push('more'); else list.push('one') }
      function tell(isOne) { if (isOne) return add(); list.push('other') }
      tell(!list.length)
      answer = list`)
    expect(code).not.toContain('add()')
  })

  it('needs no parameter for what has a name already, and then no function', () => {
    const code = flat(`
      const step = 3
      const list = [4, 5]
      const add = (step, n) => step + n
      const one = 1
      function sum(all, extra) { let total = extra; for (const one of all) total += one; return total }
      function tell(all) { const total = sum(all, step); if (all.length) answer = [total, add(step, one)]; else answer = 'none' }
      tell(list)`)
    expect(code).not.toMatch(/function|=>/)
  })

  it('takes the members of an object one by one that is made for its call', () => {
    const code = flat(`function judge({ status, answer: said, late }) { return status + said.text + late }
      function run(reply) {
        const { status, answer, late } = reply
        return [judge({ status, late, answer })]
      }
      answer = [run({ status: 1, answer: { text: 'a' }, late: 2 }), run({ status: 3, answer: { text: 'b' }, late: 4 })]`)
    expect(code).not.toMatch(/judge|said|=>/)
  })

  it.each([
    ['of a member that is made there', '({ a, b }) => [a, b]', '{ a: one + 1, b: two }'],
    ['of a pattern with more than names', '({ a = 5, b }) => [a, b]', '{ a: one, b: two }'],
    ['of a pattern that takes the rest', '({ a, ...rest }) => [a, rest]', '{ a: one, b: two }'],
    ['of an object with a member that nobody takes', '({ a }) => [a]', '{ a: one, b: two }'],
    ['of an object that is spread', '({ a, b }) => [a, b]', '{ a: one, ...two }'],
    ['of an object that is spread over a member', '({ a, a: b }) => [a, b]', '{ a: one, ...{ a: two } }'],
  ])('keeps an object %s', (_what, made, given) => {
    flat(`const take = ${made}
      function run(one, two) { return take(${given}) }
      answer = [run(1, 2), run(3, 4)]`)
  })

  it('keeps a parameter that changes, or whose argument does, or whose name there means something else', () => {
    flat('const start = 1; const count = (n) => { n++; return n }; answer = [count(start), start]')
    flat('let start = 1; const later = (n) => () => n; const read = later(start); start = 2; answer = read()')
    flat('const a = 1; const f = (b) => { const a = 5; return [a, b] }; answer = f(a)')
    flat('const a = 1; function f(b, ...more) { return [b, more] } answer = f(a, a, 2)')
    flat('const a = 1; function f(b = 4) { return b } answer = [f(undefined)]')
  })

  it('leaves functions where they are that call themselves, are called twice, or are handed on', () => {
    flat('const down = (n) => (n > 0 ? down(n - 1) : n); answer = down(3)')
    flat('const twice = (n) => n * 2; answer = twice(twice(3))')
    flat('const double = (n) => n * 2; answer = [1, 2].map(double)')
    flat('function self() { return typeof this } answer = self()')
  })

  it('makes a block of a function that tells nothing, with what it was given', () => {
    const code = flat(`
      let list = [1]
      function add(item, isWanted) { const found = [item].filter((one) => isWanted(one)); list = [...list, ...found] }
      function change(item) { if (list.length > 1) return; add(item, (one) => one > list.length); list.push(list.length) }
      change(5)
      change(7)
      answer = list`)
    expect(code).not.toMatch(/\badd|isWanted/)
    flat('let n = 1; const set = (to, ...more) => { n = [to, more] }; set(...[1, 2]); answer = n')
    flat('let n = 1; const set = (to = 4) => { n = to }; set(); answer = n')
  })

  it('is not misled by what a comment says', () => {
    expect(flat('const clock = { now() { /* this is one of the arguments */ return 1 }, then: () => 2 }; answer = clock.now() + clock.then()')).not.toContain('clock.')
  })

  it('takes a new line for the end of a statement where a function is put there', () => {
    flat(`
      let count = 0
      const add = (n) => { count += n }
      const more = count
      add(more + 2)
      answer = count`)
    flat('let n = 1; const set = (to) => { n = to }; if (n) set(n + 1); else n = 9; answer = n')
  })

  it('reads a variable where a function only tells it', () => {
    const code = flat(`
      let count = 0
      const read = () => count
      const before = read()
      count = 5
      answer = [before, read()]`)
    expect(code).not.toContain('=>')
    flat('let count = 1; const read = () => count; answer = [1].map(read)')
    flat('let n = 1; const read = () => n; const f = (n) => [n, read()]; answer = [f(7), f(8)]')
  })

  it('says where everything came from', () => {
    const { map } = flatten(`${counter}\nconst counter = createCounter(1, { start: 0 })\nanswer = counter.read()`)
    expect(JSON.parse(map)).toMatchObject({ version: 3, mappings: expect.stringMatching(/\w/) as string })
  })
})
