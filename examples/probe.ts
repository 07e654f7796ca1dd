/**
 * Code of a function that tries one connection and says how it went: `reachable`, `refused` (a host answered, nobody
 * listens there) or `closed` (nothing answered: what a closed security group looks like).
 */
export const PROBE = `
const net = require('node:net');
exports.handler = () => new Promise((done) => {
  const socket = net.connect({ host: process.env.HOST, port: Number(process.env.PORT), timeout: 3000 });
  const end = (answer) => () => { socket.destroy(); done(answer); };
  socket.on('connect', end('reachable')).on('error', end('refused')).on('timeout', end('closed'));
});
`;
