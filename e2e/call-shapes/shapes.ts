import { identifyShapes } from './identify-shapes'
import { linkShapes } from './link-shapes'
import { pageShapes } from './page-shapes'
import type { Shape } from './shape'
import { trackShapes } from './track-shapes'

/** Parts of the table which, with their marks and resets, are not more than the hundred calls that wait with our tag. */
export const groups: readonly (readonly Shape[])[] = [identifyShapes, trackShapes, [...pageShapes, ...linkShapes]]

/** The whole table. */
export const shapes: readonly Shape[] = groups.flat()
