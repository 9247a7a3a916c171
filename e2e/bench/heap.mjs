// @ts-check
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

// Loaded before a program whose memory is measured: at SIGUSR2 it says, in a line of JSON, how many bytes are in use once
// the garbage is gone. What the process has taken from the system swings by more than what is looked for.
setFlagsFromString('--expose-gc')
/** @type {() => void} */
const collectGarbage = runInNewContext('gc')

process.on('SIGUSR2', () => {
  collectGarbage()
  const { heapUsed, external, rss } = process.memoryUsage()
  process.stdout.write(`${JSON.stringify({ inUse: heapUsed + external, resident: rss })}\n`)
})
