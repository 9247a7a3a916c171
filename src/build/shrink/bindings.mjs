// @ts-check
import { analyze } from 'eslint-scope'

/** @typedef {import('eslint-scope').Scope} Scope */
/** @typedef {import('eslint-scope').Reference} Reference */

/**
 * A variable of a script that may have another name.
 * @typedef {object} Binding
 * @property {string} name What it is called now.
 * @property {readonly number[]} places Where it stands.
 * @property {Scope} scope
 * @property {readonly Scope[]} users The scopes that mention it.
 */

/**
 * All variables of a script but those of its outermost scope, in the order of their scopes, and whether one of them may take a name.
 * @param {import('acorn').Program} program
 * @returns {{ bindings: readonly Binding[], mayBeCalled: (binding: Binding, name: string) => boolean }}
 */
export function readBindings(program) {
  const { scopes } = analyze(/** @type {any} */ (program), { ecmaVersion: 2022, sourceType: 'script' })
  /** @type {Map<unknown, Binding>} */
  const known = new Map()
  /** @type {Map<Scope, Binding[]>} */
  const declared = new Map(scopes.map((scope) => [scope, []]))
  for (const scope of scopes) {
    for (const variable of scope.type === 'global' ? [] : scope.variables) {
      if (variable.identifiers.length === 0) continue
      const names = [...variable.identifiers, ...variable.references.map(({ identifier }) => identifier)]
      const places = [...new Set(names.map((name) => /** @type {{ start: number }} */ (/** @type {unknown} */ (name)).start))]
      const binding = { name: variable.name, places, scope, users: [...new Set(variable.references.map(({ from }) => from))] }
      known.set(variable, binding)
      declared.get(scope)?.push(binding)
    }
  }
  /** @param {Reference} reference */
  const nameOf = ({ resolved, identifier }) => known.get(resolved)?.name ?? identifier.name
  return {
    bindings: [...known.values()],
    mayBeCalled(binding, name) {
      const isFree = (/** @type {Scope} */ scope) => declared.get(scope)?.every((other) => other === binding || other.name !== name) ?? true
      if (!isFree(binding.scope) || binding.scope.through.some((reference) => nameOf(reference) === name)) return false
      for (const user of binding.users)
        for (let scope = user; scope !== binding.scope; scope = /** @type {Scope} */ (scope.upper)) if (!isFree(scope)) return false
      return true
    },
  }
}
