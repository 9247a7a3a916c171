/** What may be a secret and is kept on purpose, by the reason: the rule cannot tell it from what a site needs. Whoever changes the rule meets these lines. */
export const kept: Readonly<Record<string, readonly string[]>> = {
  'a UUID, by which products, carts and articles are called, too': [
    'https://shop.example/?token=550e8400-e29b-41d4-a716-446655440000',
    'https://shop.example/reset?code=9F3B8C1E-27D4-4A6B-8E5F-0123456789AB&utm_source=mail',
    'https://shop.example/#/confirm/550e8400-e29b-41d4-a716-446655440000',
  ],
  'letters between digits, but under 24 characters, as many as names of models and pictures have': [
    'https://shop.example/?key=a1B2c3D4e5F6g7H8i9J0',
    'https://shop.example/reset/a1B2c3D4e5F6g7H8i9J0k1L',
    'https://shop.example/?sid=4f2a9c1e7b3d8a6f5c0e',
  ],
  'letters alone, as in words that a language writes together and in titles without spaces': [
    'https://shop.example/?token=qWeRtYuIoPaSdFgHjKlZxCvBnMqWeRtY',
    'https://shop.example/reset/abcdefabcdefabcdefabcdefabcdefab',
  ],
  'digits alone, as in numbers of orders and parcels and in times': [
    'https://shop.example/?token=12345678901234567890123456789012',
    'https://shop.example/reset/98765432109876543210987654321098',
  ],
  'letters behind or before the digits, and not between them, as in names with a year': ['https://shop.example/?token=abcdefghijklmnopqrstuvwx20241129', 'https://shop.example/?token=20241129abcdefghijklmnopqrstuvwx'],
  'base64 that is percent-encoded, whose parts between the signs are short': [
    'https://shop.example/?token=k3J9x%2Bq7Lm2P%2F8vRt5Yw%2BZ1nB6c%3D%3D',
    'https://shop.example/?sig=9f8E7d6C5b%2F4a3B2c1D0e%2B1f2G3h4I5j%3D',
  ],
}
