import { fromBase64, toBase64 } from './base64'

/**
 * The Fernet format, version 0x80 (https://github.com/fernet/spec): a message encrypted with AES-128-CBC and signed with
 * HMAC-SHA-256, in base64url. It has implementations in most languages, so any server can write such tokens.
 */
export interface Fernet {
  /** Encrypts and signs. */
  seal(message: string, nowMs: number): Promise<string>
  /** Checks and decrypts; undefined for whatever was not sealed with this key. */
  open(token: string): Promise<Opened | undefined>
}

/** A token that holds. */
export interface Opened {
  /** Unlike for any two tokens: their initialisation vector, as base64url. */
  readonly id: string
  readonly sealedAtMs: number
  readonly message: string
}

type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>

const version = 0x80
const headBytes = 25
const macBytes = 32
const blockBytes = 16

/** Creates the two operations for a key: 32 bytes in base64, in either alphabet; throws a TypeError for anything else. */
export function createFernet(secret: string, makeIv = randomIv): Fernet {
  const bytes = fromBase64(secret)
  if (bytes?.byteLength !== 32) throw new TypeError('the secret must be 32 bytes in base64, as from: openssl rand -base64 32')
  const usages = { sign: ['sign', 'verify'], encrypt: ['encrypt', 'decrypt'] } as const
  const signing = crypto.subtle.importKey('raw', bytes.slice(0, 16), { name: 'HMAC', hash: 'SHA-256' }, false, [...usages.sign])
  const encryption = crypto.subtle.importKey('raw', bytes.slice(16), 'AES-CBC', false, [...usages.encrypt])

  return {
    async seal(message, nowMs) {
      const iv = makeIv()
      const head = new Uint8Array([version, ...secondsOf(nowMs), ...iv])
      const text = await crypto.subtle.encrypt({ name: 'AES-CBC', iv }, await encryption, new TextEncoder().encode(message))
      const signed = new Uint8Array([...head, ...new Uint8Array(text)])
      const mac = await crypto.subtle.sign('HMAC', await signing, signed)
      return toBase64([...signed, ...new Uint8Array(mac)])
    },
    async open(token) {
      const all = fromBase64(token)
      if (!all || !hasShape(all)) return undefined
      const signed = all.slice(0, -macBytes)
      // Checked before anything is decrypted, and in constant time by the runtime.
      if (!(await crypto.subtle.verify('HMAC', await signing, all.slice(-macBytes), signed))) return undefined
      return decrypt(signed, await encryption)
    },
  }
}

async function decrypt(signed: Uint8Array<ArrayBuffer>, key: Key): Promise<Opened | undefined> {
  const iv = signed.slice(9, headBytes)
  const text = await crypto.subtle.decrypt({ name: 'AES-CBC', iv }, key, signed.slice(headBytes)).catch(() => undefined)
  if (!text) return undefined
  const seconds = Number(new DataView(signed.buffer).getBigUint64(1))
  return { id: toBase64(iv), sealedAtMs: seconds * 1000, message: new TextDecoder().decode(text) }
}

function hasShape(all: Uint8Array): boolean {
  const textBytes = all.byteLength - headBytes - macBytes
  return all[0] === version && textBytes > 0 && textBytes % blockBytes === 0
}

function secondsOf(ms: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, BigInt(Math.floor(ms / 1000)))
  return new Uint8Array(view.buffer)
}

function randomIv(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(16))
}
