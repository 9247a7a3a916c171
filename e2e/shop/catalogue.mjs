// @ts-check
import { readFileSync } from 'node:fs'

const SHOES = ['39', '40', '41', '42', '43', '44', '45']
const SHIRTS = ['S', 'M', 'L', 'XL']

/**
 * @typedef {object} Product
 * @property {string} slug last part of its address
 * @property {string} name
 * @property {number} price in whole dollars
 * @property {string} kind
 * @property {string} line one line under the name
 * @property {string} story
 * @property {string[]} details
 * @property {string[]} sizes
 * @property {string} size the one that is chosen unless the visitor says otherwise
 * @property {string} tint name of the colour behind its picture
 * @property {string} art SVG, hand-made
 */

/** @type {Omit<Product, 'art'>[]} */
const RANGE = [
  {
    slug: 'black-shoes', name: 'Black shoes', price: 90, kind: 'Shoes', line: 'Plain derby, stitched welt', tint: 'straw', sizes: SHOES, size: '42',
    story: 'The pair for every day that has a meeting in it. A plain derby in full-grain calf, open lacing, a tan welt that shows it can be resoled.',
    details: ['Calf upper, vegetable-tanned lining', 'Stitched welt, rubber half sole', 'Resoled at our bench for $38'],
  },
  {
    slug: 'white-shirt', name: 'White shirt', price: 100, kind: 'Shirts', line: 'Two-ply poplin, soft collar', tint: 'sky', sizes: SHIRTS, size: 'M',
    story: 'Heavy enough not to show through, soft enough to wear unironed. The collar is cut without fusing, so it can be turned when it frays.',
    details: ['Two-ply cotton poplin, 140 g', 'Shell buttons, sewn by hand', 'Collar turned or replaced for $18'],
  },
  {
    slug: 'chelsea-boots', name: 'Chelsea boots', price: 165, kind: 'Shoes', line: 'Waxed chestnut leather', tint: 'moss', sizes: SHOES, size: '42',
    story: 'One piece of leather, two elastic panels, no laces to tie in the rain. Waxed at the bench, and better looking in their third winter.',
    details: ['Waxed cowhide, 2.2 mm', 'Storm welt, commando sole', 'Elastic replaced for $24'],
  },
  {
    slug: 'blue-overshirt', name: 'Blue overshirt', price: 120, kind: 'Shirts', line: 'Indigo twill, two pockets', tint: 'sand', sizes: SHIRTS, size: 'L',
    story: 'Half shirt, half jacket. The indigo is dyed in the yarn and fades where you bend, so after a year it is nobody’s but yours.',
    details: ['Cotton twill, 310 g, rope-dyed', 'Brass-capped buttons', 'Elbows patched for $15'],
  },
  {
    slug: 'canvas-trainers', name: 'Canvas trainers', price: 70, kind: 'Shoes', line: 'Natural canvas, gum sole', tint: 'clay', sizes: SHOES, size: '41',
    story: 'A court shoe from before courts had sponsors: undyed canvas, a rubber toe, and a sole that is sewn as well as glued.',
    details: ['Undyed cotton canvas', 'Sewn cup sole, natural rubber', 'Insoles replaced for $9'],
  },
  {
    slug: 'striped-shirt', name: 'Striped shirt', price: 65, kind: 'Shirts', line: 'Heavy jersey, boat neck', tint: 'rose', sizes: SHIRTS, size: 'M',
    story: 'Twenty-one stripes, knitted and not printed. Dense jersey that keeps its shape through years of weekends.',
    details: ['Combed cotton jersey, 260 g', 'Stripes knitted in', 'Cuffs renewed for $14'],
  },
  {
    slug: 'penny-loafers', name: 'Penny loafers', price: 130, kind: 'Shoes', line: 'Oxblood, hand-sewn apron', tint: 'mint', sizes: SHOES, size: '42',
    story: 'The apron is sewn by one person, in one sitting, with one thread. They start firm and turn into slippers by the tenth day.',
    details: ['Oxblood calf, unlined vamp', 'Hand-sewn moccasin apron', 'Resoled at our bench for $42'],
  },
  {
    slug: 'wool-socks', name: 'Wool socks', price: 14, kind: 'Odds', line: 'Ribbed, with a darning card', tint: 'haze', sizes: ['S', 'M', 'L'], size: 'M',
    story: 'Thick where boots rub, thin where they do not. Every pair comes with a card of matching yarn, because heels do not last for ever.',
    details: ['80 % wool, 20 % nylon', 'Flat-linked toe', 'Darned for nothing'],
  },
]

/** @type {readonly Product[]} */
export const catalogue = RANGE.map((product) => ({
  ...product,
  art: readFileSync(new URL(`art/${product.slug}.svg`, import.meta.url), 'utf8').trim(),
}))

/** @param {string} slug */
export function findProduct(slug) {
  return catalogue.find((product) => product.slug === slug)
}
