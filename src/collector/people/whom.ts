/** Whom a question or an erasure is about: a contact, or a visitor under any key. */
export type Whom = { readonly email: string } | { readonly visitor: string }

/** The name that it goes by, for people. */
export function nameOf(whom: Whom): string {
  return 'email' in whom ? whom.email : `visitor ${whom.visitor}`
}
