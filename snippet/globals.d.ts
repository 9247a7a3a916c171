interface Sib {
  equeue: unknown[]
  client_key: string
  dropped?: number
  [method: string]: any
}

declare var sib: Sib
declare var sendinblue: { [method: string]: any }

interface Window {
  sib: Sib
  sendinblue: typeof sendinblue
}
