// Answers the benchmarks' two routes with Node's http, a process a core: node server.js PORT PRODUCTS-FILE
'use strict';
const cluster = require('node:cluster');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');

if (cluster.isPrimary) {
  const cores = os.availableParallelism ? os.availableParallelism() : os.cpus().length;
  for (let core = 0; core < cores; core++) cluster.fork();
  process.on('SIGTERM', () => process.exit(0));
} else {
  const [port, file] = process.argv.slice(2);
  const products = new Map(JSON.parse(fs.readFileSync(file, 'utf8')).map((product) => [product.id, product]));
  const prefix = '/products/';

  const server = http.createServer((request, response) => {
    if (request.url === '/plaintext') {
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': 13 });
      response.end('Hello, World!');
      return;
    }
    const product = request.url.startsWith(prefix) && products.get(request.url.slice(prefix.length));
    if (!product) {
      response.writeHead(404, { 'Content-Length': 0 });
      response.end();
      return;
    }
    const body = JSON.stringify(product);
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
  });
  // Longer than the pause between two rounds, so that nobody is closed while others are measured.
  server.keepAliveTimeout = 60_000;
  server.listen(Number(port), '127.0.0.1');
}
