// @ts-check
import { quietly } from './command.mjs'
import { contentHash, isNoted, note } from './stamp.mjs'

const name = '.sib-installed'
const wanted = () => contentHash(['package.json', 'package-lock.json'])

/**
 * Installs the npm packages if the lock file asks for others than last time. Not by `npm ci`: some registries do not
 * have the optional packages for other systems, and without them it refuses the lock file.
 */
export async function installPackages() {
  if (isNoted(name, wanted())) return
  console.log('packages: npm install')
  await quietly('npm', ['install', '--no-audit', '--no-fund'])
  note(name, wanted())
}
