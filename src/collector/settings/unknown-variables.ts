import { closest, distance } from 'fastest-levenshtein'
import { apiKeyVariable } from '../relay/target'
import { configVariable, variableOf } from './names'
import { settings } from './table'

const known = [...Object.keys(settings).map(variableOf), configVariable, apiKeyVariable]
const prefix = 'SIB_'

/**
 * Says of each variable that looks like the collector's but is none that it sets nothing, and which one may be meant. It is no
 * reason not to start: other programs share the prefix (`SIB_API_KEY` holds a site's key of the vendor's API), and Kubernetes
 * names the services that a pod can reach in it.
 */
export function unknownVariables(environment: NodeJS.ProcessEnv): readonly string[] {
  const given = Object.keys(environment).filter((name) => name.startsWith(prefix) && environment[name] !== '')
  return given.filter((name) => !known.includes(name)).map((name) => `${name} is no variable of sib-collector and sets nothing${hint(name)}`)
}

function hint(name: string): string {
  const nearest = closest(name, known)
  return distance(name, nearest) <= mostEdits(name) ? `; is ${nearest} meant?` : ''
}

/** A slip of the pen changes a part of a name only. */
function mostEdits(name: string): number {
  return Math.max(2, Math.floor((name.length - prefix.length) / 3))
}
