import { identifyShapes } from './identify-shapes'
import { linkShapes } from './link-shapes'
import { pageShapes } from './page-shapes'
import type { Shape } from './shape'
import { trackShapes } from './track-shapes'

/** The shapes of one page each: with their marks and resets they must not be more than the hundred calls that wait. */
export const groups: readonly (readonly Shape[])[] = [identifyShapes, trackShapes, [...pageShapes, ...linkShapes]]

/** The whole table. */
export const shapes: readonly Shape[] = groups.flat()
