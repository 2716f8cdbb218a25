"""What is written about people: names, dates half remembered, numbers, telephones, code lists."""
