module.exports = require('@dagrejs/dagre');
