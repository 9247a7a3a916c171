/** What a walk tells of the calls that pages may make, too; but for the link. */
export const expected = {
  identify: 'done',
  trackEvent: 'done',
  trackLink: 'done',
  trackPage: 'done',
  wrong: 'invalid_parameter 400 after 1',
  again: 'done',
  late: 'timeout 0 after 2',
  cutOff: 'aborted 0 after 1',
}

/** What a walk tells of the calls that servers make. */
export const expectedOfServers = { ...expected, many: [250, 0, 250] }

/** The link with its token, in front of the place on the page. */
export const linkPattern = /^https:\/\/shop\.example\.test\/sale\?a=1&sib_clid=gAAAAA[\w-]+=*#top$/
