import type { HttpRequest, HttpResponse, HttpStack } from "tus-js-client";

/** Milliseconds for one request; the server keeps what came until then. */
const patienceMs = 60_000;

/** tus-js-client's requests by fetch, which a service worker has too; its own need XMLHttpRequest. */
export class FetchStack implements HttpStack {
  createRequest(method: string, url: string): HttpRequest {
    return new FetchRequest(method, url);
  }
  getName(): string {
    return "fetch";
  }
}

class FetchRequest implements HttpRequest {
  readonly #method: string;
  readonly #url: string;
  readonly #headers = new Headers();
  readonly #aborted = new AbortController();

  constructor(method: string, url: string) {
    this.#method = method;
    this.#url = url;
  }
  getMethod(): string {
    return this.#method;
  }
  getURL(): string {
    return this.#url;
  }
  setHeader(header: string, value: string): void {
    this.#headers.set(header, value);
  }
  getHeader(header: string): string | undefined {
    return this.#headers.get(header) ?? undefined;
  }
  /** fetch says nothing before a request ends; requests are small instead. */
  setProgressHandler(): void {}

  async send(body: Blob | null | undefined): Promise<HttpResponse> {
    const response = await fetch(this.#url, {
      method: this.#method,
      headers: this.#headers,
      body: body ?? null,
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.any([this.#aborted.signal, AbortSignal.timeout(patienceMs)]),
    });
    return new FetchResponse(response, await response.text());
  }
  async abort(): Promise<void> {
    this.#aborted.abort();
  }
  getUnderlyingObject(): null {
    return null;
  }
}

class FetchResponse implements HttpResponse {
  readonly #response: Response;
  readonly #body: string;

  constructor(response: Response, body: string) {
    this.#response = response;
    this.#body = body;
  }
  getStatus(): number {
    return this.#response.status;
  }
  getHeader(header: string): string | undefined {
    return this.#response.headers.get(header) ?? undefined;
  }
  getBody(): string {
    return this.#body;
  }
  getUnderlyingObject(): Response {
    return this.#response;
  }
}
