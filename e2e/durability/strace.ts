import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Why a process cannot be watched by strace here; undefined where it can. */
export function straceObstacle(): string | undefined {
  try {
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' })
    return undefined
  } catch (error) {
    return (error as { code?: string }).code === 'ENOENT' ? 'there is no strace here' : 'strace may not trace here'
  }
}

/** Why strace cannot be brought to a process that runs already; undefined where it can. */
export function attachObstacle(): string | undefined {
  const obstacle = straceObstacle()
  const isRoot = process.getuid?.() === 0
  if (obstacle || isRoot || readScope() === '0') return obstacle
  return 'strace may watch its own children only (kernel.yama.ptrace_scope)'
}

/** The kernel's rule; '0', which is none, where it has no such rules. */
function readScope(): string {
  try {
    return readFileSync('/proc/sys/kernel/yama/ptrace_scope', 'utf8').trim()
  } catch {
    return '0'
  }
}
