/** Longest event, page and property name, in UTF-16 units (CONTRACT.md 6.1). */
export const maxNameLength = 255

/** Longest id of a visitor or a hit, in UTF-16 units (CONTRACT.md 9, 6). */
export const maxIdLength = 128

/** Largest stored event, in UTF-8 bytes of its JSON. */
export const maxEventBytes = 32 * 1024

/** Most hits in one envelope that a tracker sends. */
export const maxBatchHits = 50

/** Most bytes of hits in one envelope that a tracker sends; leaves room for its head within the browser's 64 KiB of keepalive. */
export const maxBatchBytes = 48 * 1024

/** Bytes of keepalive requests in flight that a page allows itself: 64 KiB is shared with every other script on it. */
export const maxKeepaliveBytes = 60_000

/** Most events that one page keeps stored while nothing gets through. */
export const maxStoredEvents = 200

/** Most events that one page keeps stored while the way is clear: many calls in one task cannot be sent before it ends. */
export const maxBurstEvents = 400

/** Most bytes that one page keeps stored while they wait for an acknowledgement; with their keys, that is 256 KiB. */
export const maxStoredBytes = 248 * 1024

/** How long an event may wait in storage for a collector, which de-duplicates for longer; its clock is the visitor's. */
export const maxEventAgeMs = 7 * 24 * 60 * 60_000

/** The same in direct mode: the vendor's endpoints may take the time of receipt for that of the event. */
export const maxDirectEventAgeMs = 24 * 60 * 60_000

/** Most calls that wait in `sib.equeue` before the tracker has loaded; more are counted, not kept. */
export const maxQueuedCalls = 100
