import type { Database } from 'libsql'

/** What SQLite takes as it is. */
export type Bindable = string | number | bigint | Uint8Array | null

/** A row as the database gives it. */
export type Row = Readonly<Record<string, unknown>>

/** A prepared statement that can be given any value. */
export interface Statement {
  /** Runs it and tells how many rows it changed. */
  run(...values: readonly unknown[]): number
  get(...values: readonly unknown[]): Row | undefined
  all(...values: readonly unknown[]): readonly Row[]
}

/**
 * Prepares a statement. libsql 0.5.29 aborts the whole process when it is given a boolean, a plain object or a Date,
 * so no other place in the collector binds values.
 */
export function prepare(db: Database, sql: string): Statement {
  const statement = db.prepare(sql)
  // Always as one list: a lone null would be taken for an object of named values.
  return {
    run: (...values) => statement.run(values.map(toBindable)).changes,
    get: (...values) => statement.get(values.map(toBindable)) as Row | undefined,
    all: (...values) => statement.all(values.map(toBindable)) as Row[],
  }
}

/** Turns any value into one that can be bound: a Date becomes its ms, an object its JSON, what has no value null. */
export function toBindable(value: unknown): Bindable {
  switch (typeof value) {
    case 'string':
      // libsql reads text back only up to its first NUL.
      return value.replaceAll('\0', '\ufffd')
    case 'number':
      return Number.isFinite(value) ? value : null
    case 'bigint':
      return value
    case 'boolean':
      return value ? 1 : 0
    case 'object':
      return objectToBindable(value)
    default:
      return null
  }
}

function objectToBindable(value: object | null): Bindable {
  if (value === null || value instanceof Uint8Array) return value
  if (value instanceof Date) return toBindable(value.getTime())
  return JSON.stringify(value)
}
