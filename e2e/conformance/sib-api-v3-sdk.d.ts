declare module 'sib-api-v3-sdk' {
  /** The part of the package's generic client that reaches paths for which it has no class. */
  interface ApiClient {
    basePath: string
    readonly authentications: { readonly 'api-key': { apiKey: string } }
    callApi(
      path: string,
      method: string,
      pathParams: object,
      queryParams: object,
      collectionQueryParams: object,
      headerParams: object,
      formParams: object,
      body: unknown,
      authNames: readonly string[],
      contentTypes: readonly string[],
      accepts: readonly string[],
      returnType: null | typeof Object,
    ): Promise<{ readonly data: unknown; readonly response: { readonly status: number; readonly body: unknown } }>
  }
  const sdk: { readonly ApiClient: { readonly instance: ApiClient } }
  export default sdk
}
