/** The public methods (DESIGN.md 3). */
export const methodNames = ['identify', 'track', 'trackLink', 'page', 'consent', 'reset'] as const

/** The name of a public method. */
export type Method = (typeof methodNames)[number]
