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
      function pick(flag) { if (flag) return 'early'; const late = ['late']; return late.join() }
      let isEarly = true
      const picked = pick(isEarly)
      isEarly = false
      answer = picked`)
    expect(code).toMatch(/\(\(flag\S* =>/)
  })

  it('makes one return of several that end a function', () => {
    const code = flat(`
      function nameOf(n) {
        if (n === 1) return 'one'
        if (n === 2) { return 'two' }
        return n > 9 ? 'many' : 'some'
      }
      answer = [1, 2, 3, 10].map(nameOf)`)
    expect(code.match(/return/g)).toHaveLength(1)
    flat('function twice(n) { if (n) { n *= 2; return n } return -1 } answer = [twice(1), twice(0)]')
    flat('function tell(n) { if (n) return; return 1 } answer = [tell(1), tell(0)]')
    flat('function tell(n) { if (n > 1) return 1; else n = 5; return n } answer = [tell(1), tell(2)]')
    flat('function outer(n) { if (n) return [1].map((m) => { if (m > n) return 0; return m }); return 4 } answer = [outer(1), outer(0)]')
  })

  it.each([
    ['a declaration', 'const told = pick(n); said.push(told)'],
    ['a first argument', 'tell(pick(n), n)'],
    ['a condition', 'if (!pick(n)) said.push(0); else said.push(1)'],
    ['a condition without a block of its own', 'if (n > 8) said.push(0); else if (pick(n) > 3) said.push(n)'],
    ['a loop', 'for (const one of [pick(n)].concat(pick2(n))) said.push(one)'],
    ['a list', 'for (const one of many(n)) said.push(one)'],
    ['an operation', 'said.push(n); pick(n) > 1 || said.push(2); (pick2(n) ? said : []).push(4)'],
    ['an answer', 'return pick(n) + n'],
  ])('puts what a function does before the statement that it is first in: %s', (_what, use) => {
    const code = flat(`
      const said = []
      const tell = (...words) => said.push(...words)
      function pick(given) { const more = given + 1; said.push(more); return more * 2 }
      function pick2(given) { const more = given + 3; said.push(more); return more * 2 }
      function many(given) { const list = [given]; list.push(given + 1); return list }
      const run = (n) => { ${use} }
      answer = [run(1), run(2), said]`)
    expect(code).not.toMatch(/\(\(?given\S*\) =>/)
  })

  it('takes a new line for the end of what a function does', () => {
    flat(`
      const said = []
      const note = (n) => said.push(n)
      function pick(n) { note(n)
        return [n] }
      pick(1).map(note)
      answer = said`)
    flat('function pick(n) { const more = n + 1; return more } const run = (n) => { switch (n) { case 1: const told = pick(n).toFixed(1); return told } }; answer = run(1)')
  })

  it('leaves a function where something else is done before, or where it may not be called', () => {
    const made = 'const said = []; const note = (n) => (said.push(n), n); function pick(n) { const more = n + 1; note(more); return more }\n'
    for (const use of ['note(0) && pick(1)', 'note(5) ? pick(1) : 2', 'note(3) + pick(1)', '[note(1), pick(2)]', 'note(note(8), pick(2))', '[1, 2].map(() => pick(2))', 'said.concat(note(2), pick(1))'])
      flat(`${made} const told = ${use}; answer = [told, said]`)
    flat(`${made} for (let n = 0; n < 3 && pick(n) < 3; n++) note(9); answer = said`)
    flat(`${made} for (pick(1).last of [note(5)]) note(6); answer = said`)
    flat(`${made} while (said.length < 4 && pick(said.length)) note(7); answer = said`)
    flat('let take = (n) => n; function pick(n) { take = (m) => m * 2; return n } const told = take(pick(4)); answer = told')
    flat('const run = async (n) => { const more = n + 1; return more }; const told = run(1); answer = typeof told.then')
  })

  it('lets a function change the argument of the one around, where nobody else looks at it', () => {
    const code = flat(`
      const take = (list, room) => list.filter((n) => (room -= n) >= 0)
      const next = (room) => take([1, 2, 3], room)
      answer = [next(3), next(1), next(9)]`)
    expect(code).not.toMatch(/take|let room/)
    flat('const down = (n) => { n--; return n }; const next = (n) => { const less = down(n); return [less, n] }; answer = [next(2), next(5)]')
    flat('const down = (n) => [1, 2].map(() => --n); const next = (n) => [1, 2].map(() => down(n)); answer = next(5)')
    flat('const down = (n) => [1, 2].map(() => --n); const next = (n) => { const all = []; for (const one of [1, 2]) all.push(down(n), one); return all }; answer = next(5)')
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
