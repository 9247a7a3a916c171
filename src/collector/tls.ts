import { readFileSync } from 'node:fs'
import { Server, createSecureContext } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import { startProblem } from './start-problem'
import type { Options } from './settings/options'

/** A certificate chain and its private key, both PEM. */
export interface Certificate {
  readonly cert: Buffer
  readonly key: Buffer
}

/** Reads the certificate that the servers are to show; undefined where they speak plain HTTP. A start problem where it is of no use. */
export function readCertificate({ tlsCert, tlsKey }: Options): Certificate | undefined {
  if (tlsCert === '') return undefined
  const certificate = { cert: read(tlsCert, '--tls-cert'), key: read(tlsKey, '--tls-key') }
  try {
    createSecureContext(certificate)
  } catch (error) {
    throw startProblem(`${tlsCert} and ${tlsKey} are not a certificate and its key (${(error as Error).message})`)
  }
  return certificate
}

/** Lets servers show a renewed certificate from the next connection on. One that is of no use is refused, and the old one stays. */
export function renewCertificate(options: Options, apps: readonly FastifyInstance[]): void {
  const certificate = readCertificate(options)
  for (const { server } of apps) if (certificate && server instanceof Server) (server as Server).setSecureContext(certificate)
}

function read(path: string, flag: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    throw startProblem(`${path} cannot be read; choose another file with ${flag}`)
  }
}
