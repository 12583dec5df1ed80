package dev.sallyport.limit;

import dev.sallyport.config.AddressRange;
import java.net.InetAddress;
import java.util.List;

/// Finds whose request it is: the peer's, or where the peer is a trusted proxy, the right-most
/// address in its forwarding header that is not a trusted proxy's.
///
/// Where the chain cannot be read to such an address, the last good hop counts. Where a trusted
/// proxy sends both `Forwarded` and `X-Forwarded-For` and they lead to different clients, it lets
/// one through that it does not write itself, and nothing says which: the proxy's own address
/// counts.
public final class ClientAddresses {
  private final List<AddressRange> proxies;
  private final ForgedHeader forged;

  /// @param proxies whose forwarding headers are believed
  public ClientAddresses(List<AddressRange> proxies, ForgedHeader forged) {
    this.proxies = List.copyOf(proxies);
    this.forged = forged;
  }

  /// @param forwarded every `Forwarded` line, in order
  /// @param xForwardedFor every `X-Forwarded-For` line, in order
  public ClientAddress resolve(
      InetAddress peer, List<String> forwarded, List<String> xForwardedFor) {
    InetAddress near = ClientAddress.plain(peer);
    if (forwarded.isEmpty() && xForwardedFor.isEmpty()) {
      return ClientAddress.of(near);
    }
    if (!isProxy(near)) {
      return ignored(near, ForgedHeader.Reason.UNTRUSTED_PEER);
    }
    ClientAddress standard = client(near, ForwardedChain.ofForwarded(forwarded));
    ClientAddress customary = client(near, ForwardedChain.ofXForwardedFor(xForwardedFor));
    if (forwarded.isEmpty()) {
      return customary;
    }
    if (xForwardedFor.isEmpty() || standard.equals(customary)) {
      return standard;
    }
    return ignored(near, ForgedHeader.Reason.CONTRADICTION);
  }

  /// Tells of headers that say who the user is, where the peer is no proxy of ours. They
  /// never count for anything: who calls is what the key proves.
  public void refuseIdentity(InetAddress peer) {
    InetAddress near = ClientAddress.plain(peer);
    if (!isProxy(near)) {
      forged.ignored(ClientAddress.of(near), ForgedHeader.Reason.IDENTITY);
    }
  }

  private ClientAddress ignored(InetAddress peer, ForgedHeader.Reason reason) {
    ClientAddress address = ClientAddress.of(peer);
    forged.ignored(address, reason);
    return address;
  }

  private ClientAddress client(InetAddress peer, List<InetAddress> hops) {
    InetAddress last = peer;
    for (InetAddress hop : hops) {
      last = hop;
      if (!isProxy(hop)) {
        break;
      }
    }
    return ClientAddress.of(last);
  }

  private boolean isProxy(InetAddress address) {
    for (AddressRange proxy : proxies) {
      if (proxy.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
