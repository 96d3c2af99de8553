// java -Djdk.tls… LegacyServer.java PORT KEYSTORE.p12 PROTOCOLS CIPHERS [order|no-order]: a server of JSSE with nothing disabled. PROTOCOLS and
// CIPHERS are lists with commas, or ALL.
import java.io.FileInputStream;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.Security;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

public class LegacyServer {
    public static void main(String[] arguments) throws Exception {
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
        Security.setProperty("jdk.tls.legacyAlgorithms", "");
        Security.setProperty("jdk.certpath.disabledAlgorithms", "");
        char[] password = "changeit".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new FileInputStream(arguments[1]), password);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(
            Integer.parseInt(arguments[0]), 100, InetAddress.getByName("127.0.0.1"));
        SSLParameters parameters = listener.getSSLParameters();
        parameters.setProtocols(arguments[2].equals("ALL") ? listener.getSupportedProtocols() : arguments[2].split(","));
        parameters.setCipherSuites(arguments[3].equals("ALL") ? listener.getSupportedCipherSuites() : arguments[3].split(","));
        if (arguments.length > 4) parameters.setUseCipherSuitesOrder(arguments[4].equals("order"));
        listener.setSSLParameters(parameters);
        while (true) {
            SSLSocket socket = (SSLSocket) listener.accept();
            new Thread(() -> {
                try (socket) {
                    socket.setSoTimeout(5000);
                    socket.startHandshake();
                    socket.getInputStream().read(new byte[4096]);
                    socket.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\nok".getBytes());
                } catch (Exception ignored) {
                }
            }).start();
        }
    }
}
