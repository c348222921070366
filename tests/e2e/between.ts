// What stands between a browser and the server: no signal, a silence, a captive portal, a new build.
// Unlike a switch in the browser it holds for the service worker as well.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { extname, join } from "node:path";

const TYPES: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

/** A page that is not ours, as a portal shows it. */
export const PORTAL_PAGE = "<!DOCTYPE html><title>Wi-Fi</title><h1>请先登录 Wi-Fi</h1>";

export class Between {
  /** `cut`: no signal. `silent`: connected, but nothing comes. */
  weather: "clear" | "cut" | "silent" = "clear";
  /** Paths at which a portal answers 200 with its own page. */
  lies: (path: string) => boolean = () => false;
  /** How many milliseconds a path takes to come. */
  delay: (path: string) => number = () => 0;
  /** Whether a portal sends every page elsewhere. */
  redirects = false;
  /** A built site whose files come before the server's own: the build after an update. */
  site?: string;
  private readonly server: Server;

  constructor(private readonly target: string) {
    this.server = createServer((asked, answer) => this.answer(asked, answer));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  get url(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(asked: IncomingMessage, answer: ServerResponse): void {
    const path = new URL(asked.url ?? "/", this.url).pathname;
    if (this.weather === "silent") return;
    if (this.weather === "cut") {
      asked.socket.destroy();
    } else if (path === "/portal-login" || this.lies(path)) {
      answer.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(PORTAL_PAGE);
    } else if (this.redirects) {
      answer.writeHead(302, { location: this.url.replace("localhost", "127.0.0.1") + "/portal-login" }).end();
    } else {
      setTimeout(() => this.fromNewBuild(path, answer) || this.forward(asked, answer), this.delay(path));
    }
  }

  private fromNewBuild(path: string, answer: ServerResponse): boolean {
    const file = this.site && join(this.site, path);
    if (!file || !existsSync(file) || !statSync(file).isFile()) return false;
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    answer.writeHead(200, { "content-type": type, "cache-control": "no-cache" });
    createReadStream(file).pipe(answer);
    return true;
  }

  private forward(asked: IncomingMessage, answer: ServerResponse): void {
    const onward = request(this.target + asked.url, { method: asked.method, headers: asked.headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.rawHeaders);
      got.pipe(answer);
    });
    onward.on("error", () => asked.socket.destroy());
    asked.pipe(onward);
  }
}
