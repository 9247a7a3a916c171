import type { Hit } from '../contract/event'
export const x = (hit: Hit): string => hit.id
