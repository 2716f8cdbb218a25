"""What the manifests of several procedures share; they may import this, and it none of them."""
