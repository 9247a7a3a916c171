import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import names from './names.json'

const { ours } = names

/** What pages and receivers know by name (DESIGN.md 3, CONTRACT.md 4 and 5). */
const known = [
  ...['identify', 'track', 'trackLink', 'page', 'consent', 'reset', 'equeue', 'dropped', 'sib', 'sendinblue', 't', 'u'],
  ...['client_key', 'email_id', 'api_host', 'rest', 'spa', 'respect_gpc', 'cookie_domain', 'cookie_days', 'before_send', 'debug'],
  ...['key', 'cuid', 'sent', 'hits', 'id', 'ts', 'lane', 'seq', 'sib_type', 'sib_name', 'properties', 'event', 'data', 'href'],
  ...['ma_url', 'ma_path', 'ma_title', 'ma_referrer', 'url', 'path', 'title', 'referrer', 'identifiers', 'attributes'],
  ...['email', 'link', 'eventdata', 'code', 'message', 'rejected'],
]

/** What the browser knows by name, but the tracker declares itself where it is used: options, and members that types lack. */
const platform = [
  ...['method', 'body', 'headers', 'keepalive', 'signal', 'credentials', 'redirect', 'status', 'ifAvailable'],
  ...['prerendering', 'globalPrivacyControl', 'navigation', 'nodeType', 'toJSON'],
]

/** Identifiers that name a property, and all string literals, in the order of the text. */
interface Words {
  readonly properties: ts.Identifier[]
  readonly literals: string[]
  readonly identifiers: string[]
}

function readWords(files: readonly ts.SourceFile[]): Words {
  const words: Words = { properties: [], literals: [], identifiers: [] }
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) words.identifiers.push(node.text)
    if (ts.isIdentifier(node) && isPropertyName(node)) words.properties.push(node)
    if (ts.isStringLiteralLike(node) && !ts.isLiteralTypeNode(node.parent)) words.literals.push(node.text)
    ts.forEachChild(node, visit)
  }
  files.forEach(visit)
  return words
}

function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) return parent.name === node
  if (ts.isBindingElement(parent)) return ts.isObjectBindingPattern(parent.parent) && (parent.propertyName ?? parent.name) === node
  return ts.isShorthandPropertyAssignment(parent) || ts.isMethodDeclaration(parent)
}

describe('names that the build shortens', () => {
  let checker: ts.TypeChecker
  let tracker: Words
  let contract: Words

  beforeAll(() => {
    const options: ts.CompilerOptions = {
      ...{ lib: ['lib.es2020.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], target: ts.ScriptTarget.ES2020, strict: true },
      ...{ module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [] },
    }
    const program = ts.createProgram(['src/tracker/main.ts', ...ts.sys.readDirectory('src/contract', ['.ts'], ['**/*.test.ts'])], options)
    const within = (folder: string): ts.SourceFile[] => program.getSourceFiles().filter(({ fileName }) => fileName.includes(`src/${folder}/`))
    checker = program.getTypeChecker()
    tracker = readWords(within('tracker'))
    contract = readWords(within('contract'))
  }, 30_000)

  it('reads the sources', () => {
    expect(tracker.properties.length).toBeGreaterThan(500)
    expect(contract.identifiers).toContain('email_id')
  })

  it('stand in order, each once', () => {
    expect(ours).toEqual([...new Set(ours)].sort())
  })

  it('are names of properties in the tracker', () => {
    const used = new Set(tracker.properties.map(({ text }) => text))
    expect(ours.filter((name) => !used.has(name))).toEqual([])
  })

  it('are unknown to the contract', () => {
    expect(ours.filter((name) => contract.identifiers.includes(name))).toEqual([])
  })

  it('are unknown to pages, to the wire and to the browser', () => {
    expect(ours.filter((name) => [...known, ...platform].includes(name))).toEqual([])
  })

  it('are nowhere written as text', () => {
    expect(ours.filter((name) => tracker.literals.includes(name))).toEqual([])
  })

  it('are declared in the tracker wherever they are used, never by the browser', () => {
    const sourcesOf = (node: ts.Identifier): readonly string[] => {
      const { parent } = node
      const isShorthand = ts.isShorthandPropertyAssignment(parent)
      const bound = ts.isBindingElement(parent) ? checker.getTypeAtLocation(parent.parent).getProperty(node.text) : undefined
      const symbol = bound ?? (isShorthand ? checker.getShorthandAssignmentValueSymbol(parent) : checker.getSymbolAtLocation(node))
      return (symbol?.declarations ?? []).map((declaration) => declaration.getSourceFile().fileName)
    }
    const foreign = tracker.properties.filter(
      (node) => ours.includes(node.text) && sourcesOf(node).some((fileName) => !fileName.includes('src/tracker/')),
    )
    expect(foreign.map(({ text }) => text)).toEqual([])
  })
})
