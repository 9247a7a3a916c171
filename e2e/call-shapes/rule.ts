/** Where a rule is proved if not in the tables of this folder, or why it cannot be. */
export type Elsewhere = { readonly file: string; readonly title: string } | { readonly why: string }

/** A rule of the tracking contract about how pages install and call, or about what becomes of it. */
export interface Rule {
  readonly says: string
  /** All of these have to be there, beside what the tables prove. */
  readonly elsewhere?: Elsewhere | readonly Elsewhere[]
}

/** Names tests of a file by what their titles say. */
export const inFile = (file: string) => (title: string): Elsewhere => ({ file, title })
