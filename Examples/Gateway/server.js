const http = require("node:http");

http
  .createServer((request, response) => {
    response.setHeader("content-type", "text/plain");
    response.end(`node was asked for ${request.url}\n`);
  })
  .listen(9002, "127.0.0.1");
