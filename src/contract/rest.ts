import type { EventData, JsonFields } from './event'

/** Body of `POST api/v2/identify` (CONTRACT.md 5). */
export interface IdentifyBody {
  readonly email: string
  readonly attributes?: JsonFields | undefined
}

/** Body of `POST api/v2/trackEvent`. */
export interface TrackEventBody {
  readonly email: string
  readonly event: string
  readonly properties?: JsonFields | undefined
  readonly eventdata?: EventData | undefined
}

/** Body of `POST api/v2/trackLink`. */
export interface TrackLinkBody {
  readonly email: string
  readonly link: string
  readonly properties?: JsonFields | undefined
}

/** Body of `POST api/v2/trackPage`; `properties` may carry `ma_url ma_path ma_title ma_referrer`. */
export interface TrackPageBody {
  readonly email: string
  readonly page: string
  readonly properties?: JsonFields | undefined
}

/** The four documented paths below `api/v2/`. */
export type RestPath = 'identify' | 'trackEvent' | 'trackLink' | 'trackPage'
