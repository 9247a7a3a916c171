// The same for those who would rather import than refer.
import 'sib-tracker/globals'

sendinblue.page('Home')
