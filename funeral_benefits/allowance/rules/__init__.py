"""What the law says of the funeral allowance; plain functions of plain values."""
