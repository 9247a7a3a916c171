/** Longest event, page and property name, in UTF-16 units (CONTRACT.md 6.1). */
export const maxNameLength = 255

/** Largest stored event, in UTF-8 bytes of its JSON. */
export const maxEventBytes = 32 * 1024

/** Most hits in one envelope that a tracker sends. */
export const maxBatchHits = 50

/** Most bytes of hits in one envelope that a tracker sends; leaves room for its head within the browser's 64 KiB of keepalive. */
export const maxBatchBytes = 48 * 1024

/** Bytes of keepalive requests in flight that a page allows itself: 64 KiB is shared with every other script on it. */
export const maxKeepaliveBytes = 60_000

/** Most events that one page keeps stored while they wait for an acknowledgement. */
export const maxStoredEvents = 200

/** Most bytes that one page keeps stored while they wait for an acknowledgement. */
export const maxStoredBytes = 256 * 1024

/** Most calls that wait in `sib.equeue` before the tracker has loaded; more are counted, not kept. */
export const maxQueuedCalls = 100
