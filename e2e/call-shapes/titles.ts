import ts from 'typescript'

/** What declares a test, by how it is called, and the place of the title among the arguments. */
const declarations: readonly (readonly [callee: RegExp, place: number])[] = [
  [/^(test|it)(\.each\(.*)?$/s, 0],
  [/^(row|stockRow)$/, 1],
]

/** Titles of the tests that a source declares and runs, as they stand there: `${name}` and `%s` where they are filled in later. */
export function titlesOf(source: string): readonly string[] {
  const file = ts.createSourceFile('tests.ts', source, ts.ScriptTarget.Latest)
  const titles: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const callee = node.expression.getText(file)
      // With all that a suite has in it.
      if (/^[\w.]*\.(skip|todo|fixme)\b/.test(callee)) return
      const [, place] = declarations.find(([form]) => form.test(callee)) ?? []
      const title = place === undefined ? undefined : node.arguments[place]
      if (title && (ts.isStringLiteral(title) || ts.isNoSubstitutionTemplateLiteral(title))) titles.push(title.text)
      else if (title && ts.isTemplateExpression(title)) titles.push(title.getText(file).slice(1, -1))
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return titles
}
