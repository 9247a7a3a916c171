/* eslint-disable @typescript-eslint/no-explicit-any -- whatever a page, or another tag, has put there */

interface Sib {
  equeue: unknown[]
  client_key: string
  dropped?: number
  [method: string]: any
}

declare const sib: Sib
declare const sendinblue: Record<string, any>

interface Window {
  sib: Sib
  sendinblue: Record<string, any>
}
