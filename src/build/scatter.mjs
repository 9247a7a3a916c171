// @ts-check
import ts from 'typescript'
import { hasOwnThis, isAssignment, readScope, walk } from './scope.mjs'

/** @typedef {import('./scope.mjs').Scope} Scope */
/** @typedef {import('magic-string').default} MagicString */
/** @typedef {ts.PropertyAssignment | ts.ShorthandPropertyAssignment | ts.MethodDeclaration} Member */

/**
 * Makes a variable of each member of an object that nobody ever sees as a whole: of `const clock = { now() {…} }` whose
 * only uses are `clock.now`. Returns how many there were.
 * @param {string} code @param {MagicString} edits
 */
export function scatterObjects(code, edits) {
  const scope = readScope(code)
  let count = 0
  walk(scope.file, (statement) => {
    if (!ts.isVariableStatement(statement)) return
    const [declaration, ...more] = statement.declarationList.declarations
    const { name, initializer } = declaration ?? {}
    if (more.length || !name || !ts.isIdentifier(name) || !initializer || !ts.isObjectLiteralExpression(initializer)) return
    const members = initializer.properties.filter(isPlain)
    const uses = scope.usesOf(name).filter((use) => use !== name)
    const known = new Set(members.map((member) => member.name.getText()))
    const isUnseen = members.length === initializer.properties.length && uses.every((use) => isRead(use, known))
    if (!members.length || !isUnseen) return
    replace(statement, name.text, { members, uses, edits })
    count++
  })
  return count
}

/** A method may call itself `this`; as a variable it could not. @param {ts.ObjectLiteralElementLike} member @returns {member is Member} */
function isPlain(member) {
  if (ts.isShorthandPropertyAssignment(member) || (ts.isPropertyAssignment(member) && ts.isIdentifier(member.name))) return true
  return ts.isMethodDeclaration(member) && ts.isIdentifier(member.name) && !member.asteriskToken && !hasOwnThis(member)
}

/** @param {ts.Identifier} use @param {Set<string>} known */
function isRead({ parent, pos }, known) {
  if (!ts.isPropertyAccessExpression(parent) || parent.expression.pos !== pos || parent.questionDotToken) return false
  const isTarget = ts.isBinaryExpression(parent.parent) && parent.parent.left === parent && isAssignment(parent.parent)
  return known.has(parent.name.text) && !isTarget
}

/**
 * @param {ts.Node} statement @param {string} object
 * @param {{ members: readonly Member[], uses: readonly ts.Identifier[], edits: MagicString }} parts
 */
function replace(statement, object, { members, uses, edits }) {
  /** @param {ts.Node} name */
  const variable = (name) => `${object}$${name.getText()}`
  for (const { parent } of uses) {
    if (ts.isPropertyAccessExpression(parent)) edits.update(parent.getStart(), parent.end, variable(parent.name))
  }
  let from = statement.getStart()
  for (const member of members) {
    const { name } = member
    const value = ts.isPropertyAssignment(member) ? member.initializer : member
    edits.remove(from, value.getStart())
    edits.appendLeft(from, `let ${variable(name)} = `)
    if (ts.isMethodDeclaration(member) && member.body) {
      edits.remove(name.getStart(), name.end)
      edits.appendLeft(member.body.getStart(), '=> ')
    }
    edits.appendLeft(member.end, ';\n')
    from = member.end
  }
  edits.remove(from, statement.end)
}
