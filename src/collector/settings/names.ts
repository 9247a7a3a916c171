/** The variable that names the configuration file. */
export const configVariable = 'SIB_CONFIG'

/** The long flag of a setting: `maxBodyBytes` is `--max-body-bytes`. */
export function flagOf(name: string): string {
  return `--${words(name).join('-')}`
}

/** The environment variable of a setting: `maxBodyBytes` is `SIB_MAX_BODY_BYTES`. */
export function variableOf(name: string): string {
  return `SIB_${words(name).join('_').toUpperCase()}`
}

function words(name: string): string[] {
  return name.split(/(?=[A-Z])/).map((word) => word.toLowerCase())
}
