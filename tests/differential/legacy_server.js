// node legacy_server.js PORT CERTIFICATE KEY METHOD|- CIPHERS [honor] [dhparam=FILE] [curve=NAME]: an HTTPS server of the OpenSSL that this
// Node.js was built with, for configurations that no packaged server speaks any more.
var fs = require('fs'), https = require('https');
var a = process.argv;
var options = { cert: fs.readFileSync(a[3]), key: fs.readFileSync(a[4]), ciphers: a[6], secureOptions: 0 };
if (a[5] !== '-') options.secureProtocol = a[5];
a.slice(7).forEach(function (word) {
  var at = word.indexOf('=');
  if (word === 'honor') options.honorCipherOrder = true;
  else if (word.slice(0, at) === 'dhparam') options.dhparam = fs.readFileSync(word.slice(at + 1));
  else if (word.slice(0, at) === 'curve') options.ecdhCurve = word.slice(at + 1);
  else options[word.slice(0, at)] = word.slice(at + 1);
});
process.on('uncaughtException', function () {});
https.createServer(options, function (q, r) { r.end('ok'); }).listen(+a[2], '127.0.0.1');
