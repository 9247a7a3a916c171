// What the README warns of: a declaration that takes the place of the package's own.
declare module 'sib-tracker' {
  interface Events { trial_started: object }
}
